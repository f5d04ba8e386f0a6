// Screen 2: what can be wrong with an id and a token, told apart by Meta's numbers. What was typed stays, whatever happens.
import type { FakeMeta } from "../../sandbox/meta/fake-meta.ts";
import { PRACTICE_PIXEL } from "../../sandbox/world.ts";
import type { Scene } from "./scene.ts";
import type { Walker } from "./walker.ts";

const { id: ID, token: TOKEN } = PRACTICE_PIXEL;
/** As long as Meta's, and nobody's. */
const UNKNOWN_TOKEN = `EAA${"q".repeat(180)}`;
const SHORT_TOKEN = `EAA${"q".repeat(38)}`;
const OTHER_ID = "9876543210987654";
const NEW_TOKEN = "Generate a new one on the same pixel's Settings page and paste all of it.";

interface Turn {
  readonly name: string;
  readonly pixelId?: string;
  readonly token?: string;
  /** What goes wrong on Meta's side. */
  readonly trouble?: (meta: FakeMeta) => void;
  readonly says: readonly string[];
}

const graphError = (code: number) => (meta: FakeMeta) =>
  meta.addFault({ fault: { kind: "graph_error", code }, datasetId: ID });
const ASK_FOR_ACCESS = [
  "1) Compare the ID digit by digit with the pixel's page.",
  "2) If it is right, the token belongs to another pixel or business: generate it on this pixel's own page, or ask the owner to give that system user this pixel.",
  "Check again",
  "Ask someone",
];
const MAY_NOT_SEND =
  "The token works but may not send events. In Business settings › System users give it this pixel with 'Manage', then make a new token.";

const TURNS: readonly Turn[] = [
  {
    name: "letters in the id",
    pixelId: "harbor-goods-pixel",
    says: ["A pixel ID has digits only. act_… is your ad account; the pixel is under Data sources."],
  },
  {
    name: "the ad account's id",
    pixelId: "act_1029384756102938",
    says: ["A pixel ID has digits only. act_… is your ad account; the pixel is under Data sources."],
  },
  {
    name: "code 190",
    token: UNKNOWN_TOKEN,
    says: [`Meta does not recognise this token. ${NEW_TOKEN}`],
  },
  {
    name: "code 190, 463",
    trouble: (meta) => meta.setToken(TOKEN, { kind: "invalid", subcode: 463 }),
    says: [`This token has expired. ${NEW_TOKEN}`],
  },
  {
    name: "code 190, 460",
    trouble: (meta) => meta.setToken(TOKEN, { kind: "invalid", subcode: 460 }),
    says: [`This token stopped working when a password changed. ${NEW_TOKEN}`],
  },
  {
    name: "code 100, 33",
    pixelId: OTHER_ID,
    says: [`Meta knows this token but cannot use pixel ${OTHER_ID} with it.`, ...ASK_FOR_ACCESS],
  },
  {
    name: "code 803",
    trouble: graphError(803),
    says: [`Meta knows this token but cannot use pixel ${ID} with it.`, ...ASK_FOR_ACCESS],
  },
  {
    name: "code 10",
    trouble: (meta) => meta.setToken(TOKEN, { kind: "no_permission", code: 10 }),
    says: [MAY_NOT_SEND],
  },
  {
    name: "code 200",
    trouble: (meta) => meta.setToken(TOKEN, { kind: "no_permission", code: 200 }),
    says: [MAY_NOT_SEND],
  },
  {
    name: "code 368",
    trouble: graphError(368),
    says: ["Meta has blocked this account for now; see Account Quality. We keep your orders and try again."],
  },
  {
    name: "a limit, code 4",
    trouble: graphError(4),
    says: ["Meta asks this account to slow down. Nothing is wrong on your side; we try again in a minute."],
  },
];

export async function takeConnectTurns({ walker, world: { meta } }: Scene): Promise<void> {
  await walker.open("/app/setup");
  for (const turn of TURNS) {
    const { pixelId = ID, token = TOKEN } = turn;
    walker.begin(`Screen 2, ${turn.name}`);
    turn.trouble?.(meta);
    await typePair(walker, pixelId, token);
    await check(walker);
    await walker.reads(...turn.says);
    await keeps(walker, pixelId, token);
    await walker.picture(`screen-2-${turn.name.replace(/\W+/g, "-")}`);
    meta.setToken(TOKEN, { kind: "valid" });
    meta.clearFaults();
  }
  await doubtToken(walker);
  await beUnreachable(walker);
  await lookElsewhere(walker);
  await getNoAnswer(walker, meta);
}

/** Spaces and quotes come along when people copy: nobody is told of them. */
async function doubtToken(walker: Walker): Promise<void> {
  walker.begin("Screen 2, a short token, and an id with spaces and quotes");
  const pasted = ` "${ID.slice(0, 4)} ${ID.slice(4)}" `;
  await typePair(walker, pasted, SHORT_TOKEN);
  await check(walker);
  await walker.reads("This token has 41 characters; Meta's are much longer. Was it cut off while copying?");
  await walker.lacks("A pixel ID has");
  await walker.picture("screen-2-short-token");
  await walker.press("Check anyway");
  await walker.reads(`Meta does not recognise this token. ${NEW_TOKEN}`);
  await keeps(walker, pasted, SHORT_TOKEN);
}

async function beUnreachable(walker: Walker): Promise<void> {
  const { page } = walker;
  walker.begin("Screen 2, the connection to us breaks off");
  await typePair(walker, ID, TOKEN);
  const setup = /\/app\/setup/;
  await page.route(setup, (route) => route.abort("connectionrefused"));
  await check(walker);
  await walker.reads(
    "That did not go through: we could not be reached. What you typed is still here; try again.",
  );
  await page.clock.fastForward(31_000);
  await keeps(walker, ID, TOKEN);
  await page.unroute(setup);
}

async function lookElsewhere(walker: Walker): Promise<void> {
  walker.begin("Screen 2, a look at the orders and back");
  await walker.page.getByRole("button", { name: "Orders", exact: true }).first().click();
  await walker.reads("Watching: nothing goes to Meta yet.");
  await walker.page.getByRole("button", { name: "Setup", exact: true }).first().click();
  await keeps(walker, ID, TOKEN);
}

async function getNoAnswer(walker: Walker, meta: FakeMeta): Promise<void> {
  walker.begin("Screen 2, Meta does not answer; 30 seconds later it does");
  meta.addFault({ fault: { kind: "timeout" }, datasetId: ID });
  await check(walker);
  await walker.reads(
    "Meta did not answer in time. Nothing is wrong on your side; we try again in 30 seconds.",
  );
  await keeps(walker, ID, TOKEN);
  await walker.picture("screen-2-no-answer");
  await walker.page.clock.fastForward(30_000);
  await walker.reads(/Connected\. Meta accepted the check event at \d\d:\d\d:\d\d \(trace A[\w-]+\)\./);
  walker.holds("the token is in no page and in no answer of ours", !(await walker.wasTold(TOKEN)));
}

async function typePair(walker: Walker, pixelId: string, token: string): Promise<void> {
  await walker.type("Pixel ID", pixelId);
  await walker.type("Access token", token);
}

/** The button's name says whether this pair was checked before. */
async function check(walker: Walker): Promise<void> {
  const again = walker.app.getByRole("button", { name: "Check again", exact: true });
  await walker.press((await again.count()) > 0 ? "Check again" : "Check with Meta");
}

async function keeps(walker: Walker, pixelId: string, token: string): Promise<void> {
  const kept = (await walker.value("Pixel ID")) === pixelId && (await walker.value("Access token")) === token;
  walker.holds("what was typed is still there", kept);
}
