// Ids of products and variants as text. A shop sells the same ones again and again, and V8 takes longer to write a number of
// Shopify's size than to find the text that it wrote the last time.
import { trailingDigits } from "../domain/event-id.ts";
import { integerText } from "../identity/normalize/integer-text.ts";

/** A power of two. Every id has one place, and the last one to come holds it. */
const PLACES = 4_096;
const HALF = 0x1_0000_0000;

const ids = new Float64Array(PLACES);
const texts = new Array<string>(PLACES).fill("");

/** The digits of an id, `gid://` forms included; null where there are none. */
export function itemId(id: string | number | null | undefined): string | null {
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id <= 0) return trailingDigits(id);
  // Ids that follow each other have places that do; the upper half sets apart what the lower one does not.
  const place = (id ^ (id / HALF)) & (PLACES - 1);
  if (ids[place] === id) return texts[place] as string;
  const text = integerText(id);
  ids[place] = id;
  texts[place] = text;
  return text;
}
