import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData, useNavigation } from "@remix-run/react";
import { merchant } from "../connections/merchant.server.ts";
import { runSetupAction } from "../connections/setup-action.server.ts";
import type { SetupIntent } from "../connections/setup-action.ts";
import { SetupPage } from "../dashboard/setup/SetupPage.tsx";
import { readSetupState } from "../dashboard/setup-state.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services } = context;
  const { shop } = await merchant(services, request);
  const state = await services.database.forShop(shop.shopId, (rows) =>
    readSetupState(rows, shop.shopId, services.clock()),
  );
  return { state, storefrontUrl: `https://${shop.domain}/` };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const who = await merchant(context.services, request);
  return runSetupAction(context.services, who, await request.formData());
}

export default function Setup() {
  const { state, storefrontUrl } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>() ?? null;
  const navigation = useNavigation();
  const busy = (navigation.formData?.get("intent") ?? null) as SetupIntent | null;
  return <SetupPage state={state} result={result} storefrontUrl={storefrontUrl} busy={busy} />;
}
