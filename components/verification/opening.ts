import { useEffect, useEffectEvent } from "react";

/** What an address says behind `#`, which no server is sent: a digest to look up. */
const DIGEST = /^#sha256=([0-9a-f]{64})$/;

/** Looks up the digest that the page's address names, when it is opened and when the address changes. */
export function useOpening(onDigest: (sha256: string) => void): void {
  const open = useEffectEvent(() => {
    const [, sha256] = DIGEST.exec(location.hash) ?? [];
    if (sha256) onDigest(sha256);
  });
  useEffect(() => {
    open();
    window.addEventListener("hashchange", open);
    return () => window.removeEventListener("hashchange", open);
  }, []);
}
