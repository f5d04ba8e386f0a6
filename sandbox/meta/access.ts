// Who may send what where: the datasets of this Meta, and what became of each token.
import { refusal } from "./error-answers.ts";
import type { Refusal } from "./journal.ts";

export type Dataset = { readonly id: string; readonly name: string; readonly tokens: readonly string[] };

/**
 * What a token is good for. `invalid` answers code 190 with that subcode (463 expired, 460 password changed, 458 app
 * removed …); `no_permission` answers code 10 or one of 200 to 299.
 */
export type TokenState =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly subcode: number | null }
  | { readonly kind: "no_permission"; readonly code: number };

export type Access = {
  datasets(): readonly Dataset[];
  dataset(id: string): Dataset | undefined;
  addDataset(dataset: Dataset): void;
  /** From now on the dataset answers like one that was deleted: code 100, subcode 33. */
  deleteDataset(id: string): void;
  setToken(token: string, state: TokenState): void;
  tokenState(token: string): TokenState;
  /** Judges a token for a dataset; null when the post may go on. */
  judge(token: string | null, datasetId: string): Refusal | null;
};

const TOKEN_TEXT: Readonly<Record<number, string>> = {
  458: "The user has not authorized the application.",
  459: "The session has been invalidated because the user must log in first.",
  460: "The session has been invalidated because the user changed their password or the session was reset.",
  463: "Session has expired.",
  464: "Sessions for the user are not allowed because the user is not a confirmed user.",
  467: "The access token is invalid since the user has logged out.",
  492: "The user does not have a role on the page.",
};

export function createAccess(initial: readonly Dataset[]): Access {
  const datasets = new Map(initial.map((dataset) => [dataset.id, dataset]));
  const issued = new Set(initial.flatMap((dataset) => dataset.tokens));
  const states = new Map<string, TokenState>();

  function judgeToken(token: string | null): Refusal | null {
    if (token === null || token === "")
      return refusal(190, "token", "An access token is required.", { status: 401 });
    const state = states.get(token);
    if (state === undefined && !issued.has(token)) {
      // 401 is what an unparseable token was seen to get; every other refusal of a token is a 400.
      return refusal(190, "token", "The access token could not be parsed.", { status: 401 });
    }
    if (state?.kind !== "invalid") return null;
    const why = (state.subcode === null ? undefined : TOKEN_TEXT[state.subcode]) ?? "The token is not valid.";
    return refusal(190, "token", why, { subcode: state.subcode });
  }

  return {
    datasets: () => [...datasets.values()],
    dataset: (id) => datasets.get(id),
    addDataset(dataset) {
      datasets.set(dataset.id, dataset);
      for (const token of dataset.tokens) issued.add(token);
    },
    deleteDataset(id) {
      datasets.delete(id);
    },
    setToken(token, state) {
      states.set(token, state);
    },
    tokenState: (token) => states.get(token) ?? { kind: "valid" },
    judge(token, datasetId) {
      const refused = judgeToken(token);
      if (refused !== null || token === null) return refused;
      if (!/^\d+$/.test(datasetId)) {
        return refusal(803, "object", `Some of the aliases you requested do not exist: ${datasetId}.`, {
          status: 404,
        });
      }
      if (datasets.get(datasetId)?.tokens.includes(token) !== true) {
        const reason = `Object with ID '${datasetId}' does not exist or cannot be loaded due to missing permissions.`;
        return refusal(100, "object", reason, { subcode: 33 });
      }
      const state = states.get(token);
      if (state?.kind !== "no_permission") return null;
      return refusal(
        state.code,
        "permission",
        "The token lacks the permission to send events to this dataset.",
      );
    },
  };
}
