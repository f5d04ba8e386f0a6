import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import {
  type ClientActionFunctionArgs,
  type ClientLoaderFunctionArgs,
  useActionData,
  useFetcher,
  useLoaderData,
  useNavigation,
} from "@remix-run/react";
import { useEffect } from "react";
import { merchant } from "../connections/merchant.server.ts";
import { runSetupAction } from "../connections/setup-action.server.ts";
import { type SetupActionResult, type SetupIntent, UNANSWERED } from "../connections/setup-action.ts";
import { orElse } from "../dashboard/parts/or-else.ts";
import { SetupPage } from "../dashboard/setup/SetupPage.tsx";
import { readSetupState, type SetupState } from "../dashboard/setup-state.server.ts";

interface SetupData {
  readonly state: SetupState;
  readonly storefrontUrl: string;
}

export async function loader({ request, context }: LoaderFunctionArgs): Promise<SetupData> {
  const { services } = context;
  const { shop } = await merchant(services, request);
  const state = await services.database.forShop(shop.shopId, (rows) =>
    readSetupState(rows, shop.shopId, services.clock()),
  );
  return { state, storefrontUrl: `https://${shop.domain}/` };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<SetupActionResult> {
  const who = await merchant(context.services, request);
  return runSetupAction(context.services, who, await request.formData());
}

let newest: SetupData | null = null;

/** The page looks for news all the time. One look that fails leaves it as it was, with what was typed. */
export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs): Promise<SetupData> {
  newest = await orElse<SetupData>(
    () => serverLoader<SetupData>(),
    (error) => {
      if (newest === null) throw error;
      return newest;
    },
  );
  return newest;
}
// So that there is something to fall back on from the first look on.
clientLoader.hydrate = true;

export function clientAction({ serverAction }: ClientActionFunctionArgs): Promise<SetupActionResult> {
  return orElse<SetupActionResult>(
    () => serverAction<SetupActionResult>(),
    () => UNANSWERED,
  );
}

export default function Setup() {
  const { state, storefrontUrl } = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>() ?? null;
  const navigation = useNavigation();
  const busy = (navigation.formData?.get("intent") ?? null) as SetupIntent | null;
  const { store, inShopify } = useStore(state);
  return (
    <SetupPage
      {...{ state, result, busy }}
      storefrontUrl={store?.url ?? storefrontUrl}
      inShopify={inShopify}
    />
  );
}

/** Asks Shopify once for the open page, and anew after it was told something; not with each look for news. */
function useStore({ signal }: SetupState) {
  const told = signal.state === "on" ? signal.toldAt : null;
  const { submit, data } = useFetcher<SetupActionResult>();
  useEffect(() => {
    if (told !== null) submit({ intent: "look-at-store" }, { method: "post" });
  }, [told, submit]);
  const store = data?.intent === "look-at-store" ? data.outcome : null;
  const isKnown = told !== null && store !== null && store.pixel !== "unknown";
  return { store, inShopify: isKnown ? store.pixel === "on" : null };
}
