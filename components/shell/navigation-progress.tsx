"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";

/** A page that has not come by then does not come: the browser says what is wrong. */
const WAIT_MS_MAX = 30_000;

/**
 * A thin line at the top while the next page is on its way: what was pressed answers at once, although no page is
 * streamed (a page that has begun to stream can no longer be a 404). Silent for screen readers, to whom the framework
 * announces the page when it is there.
 */
export function NavigationProgress() {
  const address = `${usePathname()}?${useSearchParams()}`;
  const [isComing, setComing] = useState(false);
  useEffect(() => listen(setComing), []);
  // The address changes together with the page: not before it is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is waited for is another address
  useEffect(() => setComing(false), [address]);
  useEffect(() => {
    if (!isComing) return;
    const timer = setTimeout(() => setComing(false), WAIT_MS_MAX);
    return () => clearTimeout(timer);
  }, [isComing]);
  return isComing ? <div aria-hidden="true" className="navigation-progress" /> : null;
}

/** Hears what leads to another page. @returns ends it */
function listen(setComing: (isComing: boolean) => void): () => void {
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    // Only what the router took over: whatever else a link does, the browser shows it.
    if (event.defaultPrevented && link && leadsElsewhere(link.href)) setComing(true);
  };
  const onSubmit = (event: SubmitEvent) => {
    const form = event.target as HTMLFormElement;
    if (!event.defaultPrevented && form.method === "get" && form.target === "") setComing(true);
  };
  // Back to a page that the browser had kept as it was left.
  const onShow = () => setComing(false);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", onShow);
  return () => {
    document.removeEventListener("click", onClick);
    document.removeEventListener("submit", onSubmit);
    window.removeEventListener("pageshow", onShow);
  };
}

function leadsElsewhere(href: string): boolean {
  const { origin, pathname, search } = new URL(href);
  return origin === location.origin && (pathname !== location.pathname || search !== location.search);
}
