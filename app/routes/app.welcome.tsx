import type { LoaderFunctionArgs } from "@remix-run/node";
import { merchant } from "../connections/merchant.server.ts";
import { WelcomePage } from "../dashboard/welcome/WelcomePage.tsx";

export async function loader({ request, context }: LoaderFunctionArgs) {
  await merchant(context.services, request);
  return null;
}

export default function Welcome() {
  return <WelcomePage />;
}
