"use client";

import { CloudOff, HardDriveDownload } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useSyncExternalStore } from "react";

const SCRIPT = "/verify-offline.js";
const SCOPE = "/verify";
const KEEP_DELAY_MS = 2_500;
const ICON = { "aria-hidden": true, className: "mt-0.5 size-4 shrink-0" } as const;

function followNetwork(changed: () => void): () => void {
  for (const event of ["online", "offline"]) addEventListener(event, changed);
  return () => {
    for (const event of ["online", "offline"]) removeEventListener(event, changed);
  };
}

/**
 * Has the browser keep this page, so that it opens and checks without a network; says so once it is kept.
 * @param version names the build and the policy; another one replaces what is kept
 */
export function OfflineKeeper({ version }: { version: string }) {
  const t = useTranslations("verify.offline");
  const [kept, setKept] = useState(false);
  const offline = useSyncExternalStore(
    followNetwork,
    () => !navigator.onLine,
    () => false,
  );
  useEffect(() => {
    let current = true;
    // The page comes first: what it needs for later is fetched once it stands.
    const timer = setTimeout(() => void keepPage(version).then((done) => current && setKept(done)), KEEP_DELAY_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [version]);
  if (!kept && !offline) return null;
  return (
    <p role="status" className="flex gap-2 text-xs text-ink-soft print:hidden">
      {offline ? <CloudOff {...ICON} /> : <HardDriveDownload {...ICON} />}
      {t(offline ? "offline" : "kept")}
    </p>
  );
}

/** @returns whether a worker is ready. A browser without workers, or that forbids them, has the page as it was. */
async function keepPage(version: string): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  try {
    await navigator.serviceWorker.register(`${SCRIPT}?v=${version}`, { scope: SCOPE, updateViaCache: "none" });
  } catch {
    // Without a network the worker that opened this page cannot be asked for anew: it is there all the same.
  }
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
  return worker ? await settled(worker) : false;
}

function settled(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === "activated") resolve(true);
      else if (worker.state === "redundant") resolve(false);
    };
    worker.addEventListener("statechange", look);
    look();
  });
}
