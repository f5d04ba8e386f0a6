// Who is served next: each connection one step at a time, in turns, so that a shop with a long backlog stands in line after
// each batch, and neither those nor connections in trouble ever take every slot. Holds ids only, each once.

/**
 * `troubled`: its last posts failed, and it may wait for an answer that never comes. `long`: its last step left more behind, so
 * its steps are large.
 */
export type TurnKind = "plain" | "troubled" | "long";

export interface Turns {
  /** Puts a connection in line, unless it stands there. */
  want(id: string, kind: Exclude<TurnKind, "long">): void;
  /** Serves nobody new; resolves when those in hand are done. */
  stop(): Promise<void>;
}

/** @param serve one step of a connection; whether it is to stand in line again. Never rejects. */
export function createTurns(options: {
  /** Of all kinds together. */
  readonly slots: number;
  /** Of `slots`, the most for each of these kinds. */
  readonly mostOf: Readonly<Record<Exclude<TurnKind, "plain">, number>>;
  readonly serve: (id: string, kind: TurnKind) => Promise<boolean>;
}): Turns {
  const line = new Map<string, TurnKind>();
  const busy = new Map<string, Promise<void>>();
  const most = { ...options.mostOf, plain: options.slots };
  const served = { plain: 0, troubled: 0, long: 0 };
  let stopped = false;

  function pump(): void {
    for (const [id, kind] of line) {
      if (stopped || busy.size >= options.slots) return;
      if (busy.has(id) || served[kind] >= most[kind]) continue;
      line.delete(id);
      busy.set(id, serve(id, kind));
    }
  }

  async function serve(id: string, kind: TurnKind): Promise<void> {
    served[kind]++;
    const more = await options.serve(id, kind);
    served[kind]--;
    busy.delete(id);
    // Behind everyone who waits. A step that leaves more has brought an answer, so it is in trouble no more.
    if (more) line.set(id, "long");
    pump();
  }

  return {
    want(id, kind) {
      if (!line.has(id)) line.set(id, kind);
      pump();
    },
    async stop() {
      stopped = true;
      await Promise.all(busy.values());
    },
  };
}
