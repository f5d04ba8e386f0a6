// Every row of Meta's error pages, as its answer comes over the wire: what becomes of the event and of the connection, whether
// the merchant must act, and that the language of the answer changes nothing.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS_LOST, SLOWED_DOWN } from "../../app/texts/connection-trouble.ts";
import { explainOrder } from "../../app/texts/order-reason.ts";
import { anOrder } from "../builders/order-payload.ts";
import { DATASET_ID, type Product, startProduct } from "../harness/product.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

interface Row {
  readonly code: number;
  readonly subcodes?: readonly (number | null)[];
  readonly isTransient?: boolean;
  readonly becomes: "tried again" | "slowed down" | "paused" | "refused";
  readonly reason: string;
}
// https://developers.facebook.com/docs/graph-api/guides/error-handling
// https://developers.facebook.com/docs/marketing-api/error-reference
// https://developers.facebook.com/docs/marketing-api/overview/rate-limiting
const ROWS: readonly Row[] = [
  { code: 100, subcodes: [2804003], isTransient: true, becomes: "tried again", reason: "unavailable" },
  { code: 1, becomes: "tried again", reason: "unavailable" },
  { code: 2, becomes: "tried again", reason: "unavailable" },
  { code: 5000, becomes: "tried again", reason: "unavailable" },
  { code: 4, subcodes: [null, 1504022, 1504039], becomes: "slowed down", reason: "rate_limited" },
  { code: 17, subcodes: [2446079], becomes: "slowed down", reason: "rate_limited" },
  { code: 32, becomes: "slowed down", reason: "rate_limited" },
  { code: 341, becomes: "slowed down", reason: "rate_limited" },
  { code: 613, subcodes: [null, 1487742, 5044001], becomes: "slowed down", reason: "rate_limited" },
  ...[80000, 80003, 80004, 80014].map(
    (code): Row => ({ code, becomes: "slowed down", reason: "rate_limited" }),
  ),
  { code: 368, becomes: "slowed down", reason: "policy_block" },
  { code: 1404078, becomes: "slowed down", reason: "policy_block" },
  { code: 2859015, becomes: "slowed down", reason: "policy_block" },
  { code: 190, subcodes: [null, 458, 459, 464, 467, 492], becomes: "paused", reason: "token_invalid" },
  { code: 190, subcodes: [460], becomes: "paused", reason: "token_password_changed" },
  { code: 190, subcodes: [463], becomes: "paused", reason: "token_expired" },
  { code: 102, becomes: "paused", reason: "token_invalid" },
  ...[3, 10, 200, 294, 299].map((code): Row => ({ code, becomes: "paused", reason: "permission_missing" })),
  { code: 100, subcodes: [33], becomes: "paused", reason: "dataset_unreachable" },
  { code: 803, becomes: "paused", reason: "dataset_unreachable" },
  { code: 100, subcodes: [2804003], becomes: "refused", reason: "too_old" },
  { code: 100, subcodes: [2804009], becomes: "refused", reason: "missing_value" },
  { code: 100, subcodes: [2804010], becomes: "refused", reason: "missing_currency" },
  { code: 100, subcodes: [2804019], becomes: "refused", reason: "malformed_event" },
  { code: 100, subcodes: [2804050], becomes: "refused", reason: "too_little_user_data" },
  {
    code: 100,
    subcodes: [null, 2804036, 2804087, 2804116, 2804001, 2804007, 2804016, 2804017, 2804048],
    becomes: "refused",
    reason: "invalid_parameter",
  },
];
/** What becomes of the connection and the order, by the row's word. */
const BECOMES = {
  "tried again": { connection: "active", order: "queued" },
  "slowed down": { connection: "throttled", order: "queued" },
  paused: { connection: "paused_access", order: "queued" },
  refused: { connection: "active", order: "rejected" },
} as const;

const CASES = ROWS.flatMap(({ subcodes = [null], ...row }) =>
  subcodes.map((subcode, at) => ({ ...row, subcode, language: at % 2 ? "en" : "da" }) as const),
);
const FIRST_ID = 5_500_000_000_000;

test.each(CASES.map((one, at) => ({ ...one, id: FIRST_ID + at })))(
  "$code/$subcode, transient $isTransient, in $language: $becomes, $reason",
  async ({ code, subcode, isTransient = false, language, becomes, reason, id }) => {
    await product.rows.query("delete from delivery");
    await product.rows.query(
      "update connection set state = 'active', state_reason = null, resume_at = null, failures = 0",
    );
    product.meta.clearFaults();
    product.meta.setLanguage(language);
    product.meta.addFault({
      fault: { kind: "graph_error", code, subcode, isTransient },
      datasetId: DATASET_ID,
    });
    await product.webhook(
      anOrder({ id, admin_graphql_api_id: `gid://shopify/Order/${id}`, checkout_token: `token${id}` }),
    );
    await product.rows.query("update delivery set due_at = $1", [product.clock.now()]);
    await product.deliver();

    const want = BECOMES[becomes];
    const { rows: connections } = await product.rows.query("select state, state_reason from connection");
    expect(connections).toEqual([
      { state: want.connection, state_reason: want.connection === "active" ? null : reason },
    ]);
    const { rows: orders } = await product.rows.query(
      "select state, reason from shop_order where order_id = $1",
      [id],
    );
    expect(orders).toEqual([{ state: want.order, reason }]);
    const { rows: batches } = await product.rows.query(
      "select code, subcode from send_batch order by batch_id desc limit 1",
    );
    expect(batches).toEqual([{ code, subcode }]);
    // The merchant reads a sentence of ours, and is asked to act where nothing mends itself.
    const said = explainOrder({ state: want.order, reason, browser: "sent" });
    expect(said.what).not.toMatch(/_|Reason:/);
    if (becomes === "paused") {
      expect(ACCESS_LOST).toHaveProperty(reason);
      expect(said.todo).toBeTruthy();
    }
    if (becomes === "slowed down") expect(SLOWED_DOWN).toHaveProperty(reason);
  },
);
