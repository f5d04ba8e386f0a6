// Local ports by name: the usual one where it is free, else the next free one, said aloud.
import { createServer } from "node:net";

/** Far enough that a second sandbox beside the first finds its own. */
const LOOK_AHEAD = 200;

/** A wish per name, in the order in which they are served. */
export type PortWishes<Name extends string> = Readonly<Record<Name, number>>;

/**
 * Gives every name a port of its own, the wished one wherever it is free. Says each one that was busy.
 * @throws Error when none of the next ports is free
 */
export async function offerPorts<Name extends string>(
  wishes: PortWishes<Name>,
  say: (text: string) => void,
  isFree: (port: number) => Promise<boolean> = isPortFree,
): Promise<Record<Name, number>> {
  const entries = Object.entries(wishes) as [Name, number][];
  // A replacement must not take the port that another name is about to get.
  const spoken = new Set(entries.map(([, port]) => port));
  const given: Partial<Record<Name, number>> = {};
  for (const [name, wished] of entries) {
    let port = wished;
    while (!(await isFree(port)) || (port !== wished && spoken.has(port))) {
      port += 1;
      if (port > wished + LOOK_AHEAD)
        throw new Error(`Ports ${wished} to ${port - 1} are all busy (${name}).`);
    }
    if (port !== wished) say(`Port ${wished} (${name}) is busy; taking ${port} instead.\n`);
    spoken.add(port);
    given[name] = port;
  }
  return given as Record<Name, number>;
}

/** Free means: nobody listens there on any address of this machine, IPv4 or IPv6. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "::"]) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 refuses the address, not the port.
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
    );
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}
