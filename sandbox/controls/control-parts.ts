// The parts of the world that the controls turn.
import type { FakeMeta } from "../meta/fake-meta.ts";
import type { Player } from "../play/player.ts";
import type { SandboxShop } from "../shopify/checkout-contract.ts";
import type { FakeShopify } from "../shopify/fake-shopify.ts";
import type { Storefront } from "../storefront/storefront.ts";
import type { SandboxClock } from "./clock.ts";

export interface ControlParts {
  readonly shop: SandboxShop;
  readonly shopify: FakeShopify;
  readonly storefront: Pick<Storefront, "settings" | "change" | "resetControls">;
  readonly meta: FakeMeta;
  readonly player: Player;
  readonly clock: SandboxClock;
  /** The dataset and token that the merchant has pasted. */
  readonly pixel: { readonly id: string; readonly token: string };
}
