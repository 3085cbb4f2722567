"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

const PATH = "/operations";

/** Every other page is below it: it is marked on its own page alone. */
export function OverviewLink({ children }: { children: ReactNode }) {
  const here = usePathname() === PATH;
  return (
    <Link
      href={PATH}
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className="inline-flex min-h-11 items-center border-b-2 border-transparent text-sm text-ink-soft hover:text-ink aria-[current]:border-ink aria-[current]:text-ink"
    >
      {children}
    </Link>
  );
}
