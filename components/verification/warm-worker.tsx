"use client";

import { useEffect } from "react";
import { preload } from "react-dom";
import { firstPaint } from "#components/ui/first-paint.ts";
import { warmUp } from "./worker-client.ts";

/** @param props.files addresses of what the worker is made of: found in the browser's cache, they are not fetched one after the other */
export function WarmWorker({ files }: { files: readonly string[] }) {
  useEffect(() => {
    void firstPaint().then(() => {
      for (const file of files) preload(file, { as: "fetch", crossOrigin: "anonymous", fetchPriority: "low" });
      warmUp();
    });
  }, [files]);
  return null;
}
