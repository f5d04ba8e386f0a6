// What can go wrong, each as a card with its form and how it stands now; then the clock.
import { html } from "hono/html";
import { aheadWords, CLOCK_MOVES } from "../clock-commands.ts";
import type { WorldState } from "../world-state.ts";
import type { Html } from "./controls-page.ts";
import { checkbox, commandForm, numberField, select } from "./form-parts.ts";

export function troubleCards({ shops: [shop], meta }: WorldState): Html {
  const throttled = shop?.pixel === "throttled";
  const otherSender = shop?.otherSender === true;
  const offers = shop?.offer === true;
  return html`${webhookCard(shop)}
    ${card("The pixel", throttled ? "throttled" : (shop?.pixel ?? ""), [
      one("pixel", "state", throttled ? "runs" : "throttled", throttled ? "Let it run" : "Throttle it"),
      html`<p class="hint">Throttled: no page starts it, as when its script never arrives.</p>`,
    ])}
    ${card("The token at Meta", meta.token, [
      commandForm(
        "token",
        [
          select("token-state", {
            name: "state",
            label: "It becomes",
            options: [
              ["valid", "Valid: given back"],
              ["revoked", "Revoked: the app was removed"],
              ["expired", "Expired"],
              ["password-changed", "Ended by a changed password"],
              ["no-permission", "Without permission for the pixel"],
            ],
            chosen: meta.token === "valid" ? "revoked" : "valid",
          }),
        ],
        "Set",
      ),
      html`<p class="hint">After it is given back, the merchant checks the connection again in Setup.</p>`,
    ])}
    ${faultCard(meta.faults)}
    ${card("A second sender", otherSender ? "in the shop" : "none", [
      one("other-sender", "state", otherSender ? "off" : "on", otherSender ? "Take it out" : "Put it in"),
      html`<p class="hint">
        A script in the shop that makes Meta's cookie itself and reports each order under an id of its own: those count twice.
      </p>`,
    ])}
    ${card("An offer after the payment", offers ? "made" : "none", [
      one("offer", "state", offers ? "off" : "on", offers ? "Make none" : "Make one"),
      html`<p class="hint">
        One more page before “Thank you”. Shopify tells the pixel of the purchase there, before anybody accepts.
      </p>`,
    ])}`;
}

function webhookCard(shop: WorldState["shops"][number] | undefined): Html {
  const { duplicates = 0, delayMs = 0, reorder, lose, badSignature } = shop?.disturbance ?? {};
  const lost = lose === true ? "all" : !lose ? "none" : lose.includes("orders/paid") ? "paid" : "create";
  return card("Webhooks", shop?.webhooks ?? "", [
    commandForm(
      "webhooks",
      [
        html`<div class="triple">
          ${numberField("copies", { name: "copies", label: "Extra copies", value: duplicates, least: 0, most: 20 })}
          ${numberField("delay", { name: "delay", label: "Seconds late", value: delayMs / 1_000, least: 0, most: 3600, step: "any" })}
          ${select("lose", {
            name: "lose",
            label: "Lost",
            options: [
              ["none", "None"],
              ["create", "Created"],
              ["paid", "Paid"],
              ["all", "All"],
            ],
            chosen: lost,
          })}
        </div>`,
        checkbox("reorder", "reorder", "Paid before created", reorder === true),
        checkbox("bad-signature", "badSignature", "Signed with another secret", badSignature === true),
      ],
      "Set for all later webhooks",
    ),
  ]);
}

function faultCard(faults: WorldState["meta"]["faults"]): Html {
  const waiting = faults.length === 0 ? "none waits" : `${faults.length} waiting`;
  return card("Meta's answers", waiting, [
    faults.length === 0
      ? html``
      : html`<ul>
            ${faults.map(({ what, side, times }) => html`<li>${what}, ${side}, ${times === "until_cleared" ? "until cleared" : `${times} left`}</li>`)}
          </ul>
          ${one("clear-faults", null, "", "Clear them")}`,
    commandForm(
      "fault",
      [
        html`<div class="pair">
          ${select("fault-kind", {
            name: "kind",
            label: "Instead of an answer",
            options: [
              ["timeout", "Nothing: a timeout"],
              ["reset", "The connection is reset"],
              ["slow", "The answer, a second late"],
              ["http-500", "HTTP 500"],
              ["html", "A page of HTML (502)"],
              ["throttle", "Throttled: 80004, wait 10 s"],
              ["too-many-calls", "Throttled: 4"],
              ["temporary", "Temporary: 2"],
              ["invalid-event", "Refused: 100"],
            ],
          })}
          ${select("fault-stage", {
            name: "stage",
            label: "When",
            options: [
              ["before", "Before storing"],
              ["after", "After storing"],
            ],
          })}
        </div>`,
        html`<div class="pair">
          ${numberField("fault-times", { name: "times", label: "How often", value: 1, least: 1, most: 10_000 })}
          ${select("fault-side", {
            name: "side",
            label: "Whose requests",
            options: [
              ["server", "The server's"],
              ["browser", "The browsers'"],
            ],
          })}
        </div>`,
        checkbox("until-cleared", "untilCleared", "Until it is cleared", false),
      ],
      "Add the fault",
    ),
    html`<p class="hint">After storing, the events are kept and the sender cannot know it.</p>`,
  ]);
}

export function clockCard({ clock }: WorldState): Html {
  return card("The clock", aheadWords(clock.aheadMs), [
    commandForm(
      "clock",
      [
        numberField("ahead", {
          name: "ahead",
          label: "Hours ahead of real time",
          value: clock.aheadMs / 3_600_000,
          least: 0,
          most: 8_760,
          step: "any",
        }),
      ],
      "Set the clock",
    ),
    html`<p class="hint">It moves:</p>
      <ul class="hint">
        ${CLOCK_MOVES.moves.map((what) => html`<li>${what}</li>`)}
      </ul>
      <p class="hint">It does not move:</p>
      <ul class="hint">
        ${CLOCK_MOVES.leaves.map((what) => html`<li>${what}</li>`)}
      </ul>`,
  ]);
}

export function resetCard(): Html {
  return card("All well again", "", [
    one("reset", null, "", "Reset everything"),
    html`<p class="hint">No faults, a valid token, webhooks as they should be, real time. Orders and events stay.</p>`,
  ]);
}

function card(title: string, now: string, parts: readonly Html[]): Html {
  return html`<section class="card">
    <h2>${title} ${now === "" ? "" : html`<small>${now}</small>`}</h2>
    ${parts}
  </section>`;
}

/** A form of one button. */
function one(command: string, name: string | null, value: string, button: string): Html {
  const hidden = name === null ? [] : [html`<input type="hidden" name="${name}" value="${value}" />`];
  return commandForm(command, hidden, button);
}
