// The one practice order that is shown to the last byte: what the server would have posted to Meta for it.
import type { MetaEvent } from "../../destinations/meta/meta-event.ts";

/** Digests of Mara Lindqvist, mara.lindqvist@example.com, +49 30 23125 123, 20457 Hamburg, who does not exist. */
const MARA = {
  em: ["66e53c17c167e9a90949e8119aaf6a9d579210ff74f3b70d2421eda408b1084d"],
  ph: ["a4ac87c76dffb94a53192c6d480d73c1977aa4f167491712db75aa469eefb927"],
  fn: ["c8b6c061e8591dfeaabefdbad7cdacc0ece53900f0bb02160860a0e3ef7d2acc"],
  ln: ["547da975cbcea755dbe56092378be89fb5e2735552f469672bb66bc61e5f35b0"],
  ct: ["d1d470d61a1e5e55f9958c8f42c38112e3ba26e2c2e48039b6c68ce800a9be6f"],
  zp: ["e5b56f87097c54704bdd53072896a710df897a15f7dd53b4680838cf563ab38c"],
  country: ["959a45d44e6fcf58361ed004681556fe50129f2109e817dec098c00c9e5d2578"],
  external_id: ["254a4654de65e9cb6e7af2abe5d143a603bef161ff006b6285d107231daa3595"],
} as const;

/** The keys that it carries, as Meta names them. */
export const PRACTICE_KEYS: readonly string[] = [
  ...Object.keys(MARA),
  "client_ip_address",
  "client_user_agent",
  "fbc",
  "fbp",
];

/** @param orderedAtMs Unix ms */
export function practiceEvent(orderId: string, orderedAtMs: number): MetaEvent {
  const visitMs = orderedAtMs - 11 * 60_000;
  return {
    event_name: "Purchase",
    event_time: Math.floor(orderedAtMs / 1_000),
    event_id: `purchase_${orderId}`,
    action_source: "website",
    event_source_url: "https://practice-store.example/checkouts/cn/***/thank-you",
    referrer_url: "https://practice-store.example/cart",
    user_data: {
      ...MARA,
      // Of the range for documentation: https://www.rfc-editor.org/rfc/rfc5737
      client_ip_address: "203.0.113.24",
      client_user_agent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
      fbc: `fb.1.${visitMs}.IwAR0practiceClickOfNobody`,
      fbp: `fb.1.${visitMs}.1116446470`,
    },
    custom_data: {
      value: 129,
      currency: "EUR",
      content_type: "product",
      content_ids: ["43210000000001", "43210000000002"],
      contents: [
        { id: "43210000000001", quantity: 1, item_price: 89 },
        { id: "43210000000002", quantity: 2, item_price: 20 },
      ],
      num_items: 3,
      order_id: orderId,
    },
  };
}
