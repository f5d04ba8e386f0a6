// Who is served next: each connection one step at a time, in turns, so that a shop with a long backlog stands in line after
// each batch, and connections in trouble never take every slot. Holds ids only, each once.

export interface Turns {
  /** Puts a connection in line, unless it stands there. @param troubled its last posts failed */
  want(id: string, troubled: boolean): void;
  /** Serves nobody new; resolves when those in hand are done. */
  stop(): Promise<void>;
}

/** @param serve one step of a connection; whether it is to stand in line again. Never rejects. */
export function createTurns(options: {
  readonly slots: number;
  /** Of `slots`, the most for connections in trouble. */
  readonly troubledSlots: number;
  readonly serve: (id: string) => Promise<boolean>;
}): Turns {
  const line = new Map<string, boolean>();
  const busy = new Map<string, Promise<void>>();
  let troubledBusy = 0;
  let stopped = false;

  function pump(): void {
    for (const [id, troubled] of line) {
      if (stopped || busy.size >= options.slots) return;
      if (busy.has(id) || (troubled && troubledBusy >= options.troubledSlots)) continue;
      line.delete(id);
      busy.set(id, serve(id, troubled));
    }
  }

  async function serve(id: string, troubled: boolean): Promise<void> {
    if (troubled) troubledBusy++;
    const more = await options.serve(id);
    if (troubled) troubledBusy--;
    busy.delete(id);
    // Behind everyone who waits. A step that leaves more has brought an answer, so it is in trouble no more.
    if (more && !line.has(id)) line.set(id, false);
    pump();
  }

  return {
    want(id, troubled) {
      if (!line.has(id)) line.set(id, troubled);
      pump();
    },
    async stop() {
      stopped = true;
      await Promise.all(busy.values());
    },
  };
}
