import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { readOrderProof } from "../dashboard/order-proof.server.ts";
import { OrderProofPage } from "../dashboard/orders/OrderProofPage.tsx";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  const id = /^\d{1,18}$/.test(params.orderId ?? "") ? BigInt(params.orderId as string) : null;
  const proof = id === null ? null : await readOrderProof(services.database, services.keys, shop.shopId, id);
  if (!proof) throw new Response("No such order", { status: 404 });
  return { proof, timeZone: shop.timeZone };
}

export default function Order() {
  return <OrderProofPage {...useLoaderData<typeof loader>()} />;
}
