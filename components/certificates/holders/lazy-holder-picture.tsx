"use client";

import dynamic from "next/dynamic";

/** Of its own script, with the words of a verdict: whoever has not claimed a certificate does not pay for it. */
export const LazyHolderPicture = dynamic(() =>
  import("./holder-picture.tsx").then(({ HolderPicture }) => HolderPicture),
);
