// Shopify's SessionStorage over our database, sealed: access and refresh tokens never rest in plain text. Offline sessions
// only, and nothing of staff members is kept.
import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { PrismaClient } from "../../prisma/generated/client.ts";
import type { Clock } from "./clock.ts";
import { seal, unseal } from "./sealing.server.ts";

interface StoredSession {
  readonly id: string;
  readonly shop: string;
  readonly state: string;
  readonly scope: string | null;
  readonly accessToken: string | null;
  readonly expires: string | null;
  readonly refreshToken: string | null;
  readonly refreshTokenExpires: string | null;
}

const purpose = (id: string) => `session ${id}`;
const iso = (date: Date | undefined) => date?.toISOString() ?? null;

function toStored(session: Session): StoredSession {
  return {
    id: session.id,
    shop: session.shop,
    state: session.state,
    scope: session.scope ?? null,
    accessToken: session.accessToken ?? null,
    expires: iso(session.expires),
    refreshToken: session.refreshToken ?? null,
    refreshTokenExpires: iso(session.refreshTokenExpires),
  };
}

function fromStored(stored: StoredSession): Session {
  return new Session({
    id: stored.id,
    shop: stored.shop,
    state: stored.state,
    isOnline: false,
    ...(stored.scope === null ? {} : { scope: stored.scope }),
    ...(stored.accessToken === null ? {} : { accessToken: stored.accessToken }),
    ...(stored.expires === null ? {} : { expires: new Date(stored.expires) }),
    ...(stored.refreshToken === null ? {} : { refreshToken: stored.refreshToken }),
    ...(stored.refreshTokenExpires === null
      ? {}
      : { refreshTokenExpires: new Date(stored.refreshTokenExpires) }),
  });
}

/**
 * @param key seals sessions; a session that another key sealed reads as absent, and Shopify gives a new one
 */
export function createSessionStorage(prisma: PrismaClient, key: Buffer, clock: Clock): SessionStorage {
  const open = (row: { id: string; sealed: Uint8Array }): Session | undefined => {
    try {
      return fromStored(JSON.parse(unseal(key, row.sealed, purpose(row.id))) as StoredSession);
    } catch {
      return undefined;
    }
  };
  return {
    async storeSession(session) {
      if (session.isOnline) return true;
      const row = {
        shop: session.shop,
        sealed: new Uint8Array(seal(key, JSON.stringify(toStored(session)), purpose(session.id))),
        expiresAt: session.expires ?? null,
        updatedAt: clock(),
      };
      await prisma.shopifySession.upsert({
        where: { id: session.id },
        create: { id: session.id, ...row },
        update: row,
      });
      return true;
    },
    async loadSession(id) {
      const row = await prisma.shopifySession.findUnique({ where: { id } });
      return row ? open(row) : undefined;
    },
    async deleteSession(id) {
      await prisma.shopifySession.deleteMany({ where: { id } });
      return true;
    },
    async deleteSessions(ids) {
      await prisma.shopifySession.deleteMany({ where: { id: { in: ids } } });
      return true;
    },
    async findSessionsByShop(shop) {
      const rows = await prisma.shopifySession.findMany({ where: { shop } });
      return rows.map(open).filter((session): session is Session => session !== undefined);
    },
  };
}
