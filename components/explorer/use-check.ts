"use client";

import { useEffect, useState } from "react";

/**
 * What the reader's own browser finds out, once the page is there: what it takes to check is loaded then, and not before the
 * page can be read. undefined until it is known; what could not be loaded is never known.
 *
 * @param check stays the same function
 */
export function useCheck<Claims>(claims: Claims, check: (claims: Claims) => Promise<boolean>): boolean | undefined {
  const [ok, setOk] = useState<boolean>();
  useEffect(() => {
    let isAsked = true;
    check(claims).then(
      (holds) => isAsked && setOk(holds),
      () => isAsked && setOk(undefined),
    );
    return () => {
      isAsked = false;
    };
  }, [claims, check]);
  return ok;
}
