import { type RefObject, useEffect, useRef, useState } from "react";

export interface TypedFields<Name extends string> {
  readonly form: RefObject<HTMLFormElement>;
  readonly values: Readonly<Record<Name, string>>;
  readonly set: (name: Name, value: string) => void;
  readonly reset: () => void;
}

/**
 * The fields of a form as the merchant types them. They live here alone: a token is never filled in by the server, so what
 * was typed must outlast a failed check. What was typed before the page woke up is taken over.
 * @param initial also where a reset leads back to; must keep its names
 */
export function useTypedFields<Name extends string>(
  initial: Readonly<Record<Name, string>>,
): TypedFields<Name> {
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(initial);
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
    set: (name, value) => setValues((known) => ({ ...known, [name]: value })),
    reset: () => setValues(initial),
  };
}
