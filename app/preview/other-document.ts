// Says what a JSON document is when it is not the order that somebody took it for. Support gets all kinds of exports.

type Fields = Readonly<Record<string, unknown>>;

interface Mark {
  readonly isOne: (fields: Fields) => boolean;
  readonly sentence: string;
}

/** Where an order's JSON comes from. */
const WANTED =
  "The file must hold the body of an order webhook (orders/create, orders/updated or orders/paid).";

const MARKS: readonly Mark[] = [
  {
    // A checkout has an id and a total, so by those two alone it passes for an order.
    isOne: (fields) =>
      "abandoned_checkout_url" in fields || ("completed_at" in fields && !("financial_status" in fields)),
    sentence:
      "This is a checkout, not an order: a Purchase is made of an order only, which comes when the checkout is completed.",
  },
  {
    isOne: (fields) => "refund_line_items" in fields,
    sentence: "This is a refund, not an order: it belongs to an order whose Purchase stands as it was sent.",
  },
  {
    isOne: (fields) => isFields(fields.order),
    sentence: 'This is an answer of an API with an order inside "order", not the order itself.',
  },
  {
    isOne: (fields) => Array.isArray(fields.orders),
    sentence: 'This is a list of orders inside "orders", not one order.',
  },
  {
    isOne: (fields) => isFields(fields.data),
    sentence: "This is an answer of the GraphQL API, which spells an order in another way than webhooks do.",
  },
];

/** @returns a sentence or two, without anything that the document holds, or null where it may be an order */
export function otherDocument(json: unknown): string | null {
  if (Array.isArray(json)) return `This is a list, not one order. ${WANTED}`;
  if (!isFields(json)) return `This is no JSON object. ${WANTED}`;
  const mark = MARKS.find((one) => one.isOne(json));
  if (mark) return `${mark.sentence} ${WANTED}`;
  const kind = /^gid:\/\/shopify\/([A-Z][A-Za-z]{1,40})\//.exec(String(json.admin_graphql_api_id))?.[1];
  if (!kind || kind === "Order") return null;
  const words = kind.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return `This is ${/^[aeiou]/.test(words) ? "an" : "a"} ${words}, not an order. ${WANTED}`;
}

/** What is left where no other document is recognised. @param why as `readOrderPayload` says it */
export function noOrder(why: string): string {
  return `This is not an order: ${why}. ${WANTED}`;
}

function isFields(json: unknown): json is Fields {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
