// A second sender of purchases, as a theme or another app brings one: Meta's own cookie made by somebody else, and a Purchase
// under an id that we do not share. Shared by the page and the light buyer; no I/O.
import type { OtherSenderSettings } from "./controls.ts";
import type { PageData } from "./page-data.ts";

export const FBP_COOKIE = "_fbp";
const LIFETIME_SEC = 7_776_000;

/** The cookie that the script sets where there is none yet, as an assignment to `document.cookie`; else `null`. */
export function foreignFbpCookie(cookies: string, nowMs: number, random: number): string | null {
  if (cookies.split("; ").some((pair) => pair.startsWith(`${FBP_COOKIE}=`))) return null;
  const value = `fb.1.${nowMs}.${Math.floor(random * 9e9) + 1e9}`;
  return `${FBP_COOKIE}=${value}; path=/; max-age=${LIFETIME_SEC}; samesite=lax`;
}

/** The call by which the script reports the order of this page; `null` where the page completes none. */
export function foreignPurchaseUrl(
  page: PageData,
  sender: OtherSenderSettings,
  at: { readonly href: string; readonly nowMs: number; readonly fbp: string | null },
): string | null {
  const completed = page.events.find((event) => event.name === "checkout_completed");
  const { checkout } = completed?.data ?? {};
  if (checkout?.totalPrice == null) return null;
  const query = new URLSearchParams({
    id: sender.pixelId,
    ev: "Purchase",
    eid: `theme-script-${checkout.order?.id?.replace(/\D/g, "") ?? at.nowMs}`,
    dl: at.href,
    ts: String(at.nowMs),
    "cd[value]": String(checkout.totalPrice.amount),
    "cd[currency]": checkout.totalPrice.currencyCode,
  });
  if (at.fbp !== null) query.set("fbp", at.fbp);
  return `${sender.origin}/tr/?${query}`;
}
