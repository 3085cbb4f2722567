"use client";

import { useEffect } from "react";
import { preload } from "react-dom";
import { firstPaint } from "#components/ui/first-paint.ts";
import { warmUp, warmUpForCertificates } from "./worker-client.ts";

type WarmWorkerProps = {
  /** Addresses of what the worker is made of: found in the browser's cache, they are not fetched one after the other. */
  files: readonly string[];
  /** Whether it is for a certificate that the page asks for meanwhile. */
  certificate?: boolean;
};

export function WarmWorker({ files, certificate = false }: WarmWorkerProps) {
  useEffect(() => {
    void firstPaint().then(() => {
      for (const file of files) preload(file, { as: "fetch", crossOrigin: "anonymous", fetchPriority: "low" });
      if (certificate) warmUpForCertificates();
      else warmUp();
    });
  }, [files, certificate]);
  return null;
}
