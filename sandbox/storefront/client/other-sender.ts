// Runs another sender's script in the page, before our pixel starts.

import { FBP_COOKIE, foreignFbpCookie, foreignPurchaseUrl } from "../other-sender.ts";
import type { PageData } from "../page-data.ts";

export function runOtherSender(page: PageData): void {
  if (page.otherSender === null) return;
  const cookie = foreignFbpCookie(document.cookie, Date.now(), Math.random());
  if (cookie !== null) document.cookie = cookie;
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`${FBP_COOKIE}=`));
  const fbp = pair?.slice(FBP_COOKIE.length + 1) ?? null;
  const url = foreignPurchaseUrl(page, page.otherSender, { href: location.href, nowMs: Date.now(), fbp });
  if (url !== null) void fetch(url, { mode: "no-cors", keepalive: true }).catch(() => undefined);
}
