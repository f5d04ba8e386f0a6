// Addresses that are no buyer's: shared by many orders, they would join strangers into one person.

/** What shops and point-of-sale systems type where the buyer gave none. */
const NOBODY =
  /^(?:no[-_.]?e?mail|no[-_.]?reply|do[-_.]?not[-_.]?reply|not?[-_.]?provided|none|null|undefined|unknown|anonymous)(?:[-_.+]?\d*)@/;
// Relays that a marketplace makes for one order (the buyer never uses them on Meta), and domains that cannot exist
// (RFC 6761).
const RELAY =
  /@(?:marketplace\.amazon\.[a-z.]+|members\.ebay\.[a-z.]+|scs\d?\.tiktokw?\.[a-z]+|(?:no-?e?mail|none|null|no-?reply|unknown|not-?provided)\.[a-z.]+|(?:[a-z0-9-]+\.)+(?:invalid|localhost|local))$/;

/** True for a lowercase address that stands for nobody. */
export function placeholderAddress(address: string): boolean {
  return NOBODY.test(address) || RELAY.test(address);
}
