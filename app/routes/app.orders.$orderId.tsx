import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { readOrderProof } from "../dashboard/order-proof.server.ts";
import { OrderProofPage } from "../dashboard/orders/OrderProofPage.tsx";
import { runReplayAction } from "../replay/replay-action.server.ts";
import { previewOne } from "../replay/replay-orders.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  const id = /^\d{1,18}$/.test(params.orderId ?? "") ? BigInt(params.orderId as string) : null;
  const proof = id === null ? null : await readOrderProof(services.database, services.keys, shop.shopId, id);
  if (!proof) throw new Response("No such order", { status: 404 });
  const again = await previewOne(services.replay, shop, proof.order.id);
  return { proof, again, timeZone: shop.timeZone };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  if (!/^\d{1,18}$/.test(params.orderId ?? "")) throw new Response("No such order", { status: 404 });
  return runReplayAction(services.replay, shop, await request.formData(), params.orderId as string);
}

export default function Order() {
  return <OrderProofPage {...useLoaderData<typeof loader>()} />;
}
