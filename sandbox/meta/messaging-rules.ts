// Events that begin in a conversation. A shop never sends them; a sender that does meets Meta's refusals here too.
// https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging
import { type EventProblem, SUBCODE } from "./event-problem.ts";
import type { JsonObject } from "./json-value.ts";

/** Meta publishes no form for it; the ones that were seen are long runs of URL-safe characters. */
const CLICK_ID = /^[\w-]{16,}$/;

/** @param userData of the same event; empty where it has none */
export function checkMessaging(event: JsonObject, userData: JsonObject): EventProblem[] {
  if (event.action_source !== "business_messaging") return [];
  const problems: EventProblem[] = [];
  if (userData.page_id === undefined && userData.whatsapp_business_account_id === undefined) {
    problems.push({
      subcode: SUBCODE.messagingAccount,
      texts: "parameter",
      path: ["user_data", "page_id"],
      reason: "a messaging event needs page_id or whatsapp_business_account_id",
    });
  }
  const click = userData.ctwa_clid;
  if (typeof click === "string" && !CLICK_ID.test(click)) {
    problems.push({
      subcode: SUBCODE.messagingClick,
      texts: "parameter",
      path: ["user_data", "ctwa_clid"],
      reason: "user_data.ctwa_clid is no click id",
    });
  }
  return problems;
}
