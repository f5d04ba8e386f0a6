// Every wrong turn of the onboarding, one after the other, in one shop.
import { takeConnectTurns } from "./connect-turns.ts";
import { takeLiveTurns } from "./live-turns.ts";
import { lookAround } from "./practice-look.ts";
import type { Scene } from "./scene.ts";
import { takeSenderTurns } from "./sender-turns.ts";
import type { ShopifyDoor } from "./shopify-door.ts";
import { takeSignalTurns } from "./signal-turns.ts";
import { watchOrders } from "./watched-orders.ts";

export async function takeWrongTurns(scene: Scene, door: ShopifyDoor): Promise<void> {
  door.leadTo(scene.world.shopify.adminOrigin);
  await lookAround(scene);
  await takeSignalTurns(scene, door);
  await watchOrders(scene);
  await takeConnectTurns(scene);
  await takeSenderTurns(scene);
  await takeLiveTurns(scene);
}
