// An order body as the Admin GraphQL API shows it.
import type { OrderBody } from "./order-payload.ts";
import type { PriceSet } from "./price-sets.ts";

type Address = NonNullable<OrderBody["shipping_address"]>;

/** Fields of the `Order` type that the sandbox knows; asking for another one is an error. */
export function orderView(order: OrderBody) {
  const status = order.financial_status.toUpperCase();
  const isPaid = order.financial_status === "paid";
  return {
    id: order.admin_graphql_api_id,
    legacyResourceId: String(order.id),
    name: order.name,
    number: order.order_number,
    confirmationNumber: order.confirmation_number,
    confirmed: order.confirmed,
    test: order.test,
    createdAt: utc(order.created_at),
    processedAt: utc(order.processed_at),
    updatedAt: utc(order.updated_at),
    cancelledAt: order.cancelled_at === null ? null : utc(order.cancelled_at),
    cancelReason: order.cancel_reason?.toUpperCase() ?? null,
    closed: false,
    closedAt: null,
    edited: false,
    checkoutToken: order.checkout_token,
    cartToken: order.cart_token,
    clientIp: order.browser_ip,
    customerLocale: order.customer_locale,
    customAttributes: order.note_attributes.map(({ name, value }) => ({ key: name, value })),
    currencyCode: order.currency,
    presentmentCurrencyCode: order.presentment_currency,
    taxesIncluded: order.taxes_included,
    taxExempt: order.tax_exempt,
    displayFinancialStatus: status,
    displayFulfillmentStatus: "UNFULFILLED",
    fullyPaid: isPaid,
    unpaid: !isPaid,
    paymentGatewayNames: order.payment_gateway_names,
    sourceName: order.source_name,
    sourceIdentifier: order.source_identifier,
    app: { id: `gid://shopify/OrderApp/${order.app_id}`, name: "Online Store" },
    tags: order.tags === "" ? [] : order.tags.split(", "),
    note: order.note,
    discountCodes: order.discount_codes.map(({ code }) => code),
    email: order.email === "" ? null : order.email,
    phone: order.phone,
    customer: order.customer === undefined ? null : customerView(order.customer),
    billingAddress: order.billing_address === undefined ? null : addressView(order.billing_address, order.id),
    shippingAddress:
      order.shipping_address === undefined ? null : addressView(order.shipping_address, order.id + 1),
    totalPriceSet: bag(order.total_price_set),
    currentTotalPriceSet: bag(order.current_total_price_set),
    originalTotalPriceSet: bag(order.total_price_set),
    subtotalPriceSet: bag(order.subtotal_price_set),
    currentSubtotalPriceSet: bag(order.current_subtotal_price_set),
    totalTaxSet: bag(order.total_tax_set),
    currentTotalTaxSet: bag(order.current_total_tax_set),
    totalShippingPriceSet: bag(order.total_shipping_price_set),
    currentShippingPriceSet: bag(order.current_shipping_price_set),
    totalDiscountsSet: bag(order.total_discounts_set),
    totalTipReceivedSet: bag(order.total_cash_rounding_payment_adjustment_set),
    customerJourneySummary: null,
    retailLocation: null,
    staffMember: null,
    attribution: null,
    lineItems: (page: { readonly first?: number }) =>
      connection(order.line_items.slice(0, page.first).map(lineView)),
    refunds: [],
    transactions: [],
  };
}

function lineView(line: OrderBody["line_items"][number]) {
  return {
    id: line.admin_graphql_api_id,
    name: line.name,
    title: line.title,
    variantTitle: line.variant_title,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    currentQuantity: line.current_quantity,
    isGiftCard: line.gift_card,
    requiresShipping: line.requires_shipping,
    taxable: line.taxable,
    originalUnitPriceSet: bag(line.price_set),
    customAttributes: [],
    sellingPlan: null,
    discountAllocations: line.discount_allocations.map((allocation) => ({
      allocatedAmountSet: bag(allocation.amount_set),
    })),
    product: line.product_id === null ? null : resource("Product", line.product_id, line.title),
    variant:
      line.variant_id === null
        ? null
        : {
            ...resource("ProductVariant", line.variant_id, line.variant_title ?? "Default Title"),
            sku: line.sku,
          },
  };
}

function resource(type: "Product" | "ProductVariant", id: number, title: string) {
  return { id: `gid://shopify/${type}/${id}`, legacyResourceId: String(id), title };
}

function customerView(customer: NonNullable<OrderBody["customer"]>) {
  return {
    id: customer.admin_graphql_api_id,
    legacyResourceId: String(customer.id),
    firstName: customer.first_name,
    lastName: customer.last_name,
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress: customer.email === null ? null : { emailAddress: customer.email },
    defaultPhoneNumber: customer.phone === null ? null : { phoneNumber: customer.phone },
    dataSaleOptOut: false,
    verifiedEmail: customer.verified_email,
    state: customer.state.toUpperCase(),
    createdAt: utc(customer.created_at),
    updatedAt: utc(customer.updated_at),
  };
}

function addressView(address: Address, id: number) {
  return {
    id: `gid://shopify/MailingAddress/${id}?model_name=Address`,
    firstName: address.first_name,
    lastName: address.last_name,
    name: address.name,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    provinceCode: address.province_code,
    country: address.country,
    countryCodeV2: address.country_code,
    zip: address.zip,
    phone: address.phone,
  };
}

/** A connection of one page. */
export function connection<Node extends object>(
  nodes: readonly Node[],
  page = { hasNextPage: false, hasPreviousPage: false },
  cursorOf: (node: Node) => string = (node) => String(nodes.indexOf(node)),
) {
  const edges = nodes.map((node) => ({ node, cursor: cursorOf(node) }));
  return {
    nodes,
    edges,
    pageInfo: { ...page, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

function bag(set: PriceSet) {
  return { shopMoney: money(set.shop_money), presentmentMoney: money(set.presentment_money) };
}

function money({ amount, currency_code }: PriceSet["shop_money"]) {
  return { amount, currencyCode: currency_code };
}

function utc(shopTime: string): string {
  return new Date(shopTime).toISOString().replace(".000Z", "Z");
}
