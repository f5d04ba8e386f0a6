// Who the visitor is to Meta: the two first-party cookies, made where they are missing, and one hashed id.
import type { ExtensionApi } from "@shopify/web-pixels-extension";
import { OWN_FBP_STEP } from "../../../app/destinations/meta/browser/own-fbp.ts";
import { attempt, orNull } from "./attempt.ts";

/** `fbp` and `fbc`. */
export type ClickIds = [fbp: string | null, fbc: string | null];

/**
 * `fbp` and `fbc` of this visitor, from the cookie or from memory; made where missing. A click id in the URL that differs
 * from the known one replaces it. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */
export const readClickIds = ({ browser, init }: ExtensionApi): Promise<ClickIds> => {
  /**
   * Sets a cookie where Meta's own script would: on the highest level of the domain that takes it, for 90 days. That level is
   * the second part of the value. Kept in localStorage too, because the cookie API tells neither success nor lifetime.
   */
  const keep = (name: string, payload: string | number, level: number): Promise<string> => {
    const labels = init.context.document.location.hostname.split(".");
    const value = `fb.${level}.${Date.now()}.${payload}`;
    const domain = labels[1] ? `;domain=.${labels.slice(-1 - level).join(".")}` : "";
    attempt(() => browser.localStorage.setItem(name, value));
    return attempt(() =>
      browser.cookie
        .set(`${name}=${value};path=/;max-age=7776000;SameSite=Lax${domain}`)
        .then(() => browser.cookie.get(name)),
    ).then((kept) => (labels[level + 1] && kept !== value ? keep(name, payload, level + 1) : value));
  };

  /** The known value, if it holds this text, or a new one from the payload. */
  const recall = (name: string, payload: string | number | null, text: string) =>
    Promise.all([
      attempt(() => browser.cookie.get(name)),
      // Memory lives longer than the cookie would; what is older than 90 days is no longer a click or a browser to Meta.
      attempt(() =>
        browser.localStorage
          .getItem(name)
          .then((value) =>
            Date.now() - +((value as string).split(".")[2] as string) < 7776e6 ? value : null,
          ),
      ),
    ]).then((both) => {
      const value = both.find((one) => /^fb\.\d+\.\d+\../.test(one as string));
      return payload && !(value && `${value}.`.includes(text))
        ? attempt(() => keep(name, payload, 0))
        : value || null;
    });

  // Meta's own ids are of these characters; anything else could not stand in a cookie.
  const clickId = orNull(
    () =>
      (
        /[?&]fbclid=([\w~-]+)(&|$)/.exec(init.context.document.location.search) as RegExpExecArray
      )[1] as string,
  );
  return Promise.all([
    recall("_fbp", Math.floor(Math.random() * 1e10) * OWN_FBP_STEP, "."),
    recall("_fbc", clickId, `.${clickId}.`),
  ]);
};

/**
 * SHA-256 of an id in lower case without white space, as the server makes it for `external_id`.
 * Null without an id or where the page is not a secure context, which alone has `crypto.subtle`.
 */
export const digest = (id: string | null): Promise<string | null> =>
  attempt(() =>
    crypto.subtle.digest(
      "SHA-256",
      new TextEncoder().encode((id as string).toLowerCase().replace(/\s/g, "")),
    ),
  ).then(
    (bytes) =>
      bytes && Array.from(new Uint8Array(bytes), (byte) => (byte + 256).toString(16).slice(1)).join(""),
  );
