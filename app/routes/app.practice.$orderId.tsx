import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { OrderProofPage } from "../dashboard/orders/OrderProofPage.tsx";
import { practiceProof } from "../dashboard/practice/practice-orders.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { shop } = await merchant(context.services, request);
  const proof = practiceProof(params.orderId ?? "", context.services.clock());
  if (!proof) throw new Response("No such order", { status: 404 });
  return { proof, timeZone: shop.timeZone };
}

export default function PracticeOrder() {
  return <OrderProofPage {...useLoaderData<typeof loader>()} isPractice />;
}
