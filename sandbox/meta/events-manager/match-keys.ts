// Names of the match keys in words.

const NAMES: ReadonlyMap<string, string> = new Map([
  ["em", "email"],
  ["ph", "phone"],
  ["fn", "first name"],
  ["ln", "last name"],
  ["ge", "gender"],
  ["db", "birthday"],
  ["ct", "city"],
  ["st", "state"],
  ["zp", "postcode"],
  ["country", "country"],
  ["cn", "country"],
  ["external_id", "external id"],
  ["client_ip_address", "IP address"],
  ["client_user_agent", "user agent"],
  ["fbc", "click id"],
  ["fbp", "browser id"],
]);

export function matchKeyName(key: string): string {
  return NAMES.get(key) ?? key;
}
