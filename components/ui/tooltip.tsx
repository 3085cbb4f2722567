"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { ReactNode } from "react";

const OPEN_AFTER_MS = 300;

/** Words for a control that shows only an icon. Never the only place where something is said. */
export function Tooltip({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Primitive.Provider delayDuration={OPEN_AFTER_MS}>
      <Primitive.Root>
        <Primitive.Trigger asChild>{children}</Primitive.Trigger>
        <Primitive.Content
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-w-72 rounded-md bg-ink px-2.5 py-1.5 text-xs text-paper shadow-raised"
        >
          {label}
        </Primitive.Content>
      </Primitive.Root>
    </Primitive.Provider>
  );
}
