import { type RefObject, useEffect, useRef, useState } from "react";

export interface TypedFields<Name extends string> {
  readonly form: RefObject<HTMLFormElement>;
  readonly values: Readonly<Record<Name, string>>;
  readonly set: (name: Name, value: string) => void;
  readonly reset: () => void;
}

/**
 * What stands in forms that were left without being sent, for as long as the tab shows the app. Memory alone: a token is put into
 * no storage. Filled by typing, so on the server, where nobody types, it stays empty.
 */
const leftBehind = new Map<string, Readonly<Record<string, string>>>();

/** Called when what was typed has been saved: a token must not outlast that. */
export function forgetTyped(): void {
  leftBehind.clear();
}

/**
 * The fields of a form as the merchant types them. They live here alone: a token is never filled in by the server, so what
 * was typed must outlast a failed check, and a look at another page. What was typed before the page woke up is taken over.
 * @param key tells this form from others
 * @param initial also where a reset leads back to; must keep its names
 */
export function useTypedFields<Name extends string>(
  key: string,
  initial: Readonly<Record<Name, string>>,
): TypedFields<Name> {
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Readonly<Record<Name, string>>>(() => ({
    ...initial,
    ...leftBehind.get(key),
  }));
  useEffect(() => {
    if (!form.current) return;
    const typed = new FormData(form.current);
    setValues((known) => {
      const taken: Partial<Record<Name, string>> = {};
      for (const name of Object.keys(known) as Name[]) {
        const value = typed.get(name);
        if (typeof value === "string") taken[name] = value;
      }
      return { ...known, ...taken };
    });
  }, []);
  return {
    form,
    values,
    set: (name, value) => {
      leftBehind.set(key, { ...leftBehind.get(key), [name]: value });
      setValues((known) => ({ ...known, [name]: value }));
    },
    reset: () => {
      leftBehind.delete(key);
      setValues(initial);
    },
  };
}
