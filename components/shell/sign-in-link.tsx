"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";

/** Pages on which one is busy with something: there one comes back to them. */
const WORTH_RETURNING = /^\/(?:v|verify|explorer|check-us)(?:\/|$)/;

/** For visitors: to the sign-in page, and from there back to where one was. */
export function SignInLink({ children }: { children: ReactNode }) {
  const path = usePathname();
  const search = useSearchParams().toString();
  if (path === "/sign-in") return null;
  const back = `${path}${search ? `?${search}` : ""}`;
  return (
    <Link
      href={WORTH_RETURNING.test(path) ? `/sign-in?${new URLSearchParams({ back })}` : "/sign-in"}
      prefetch={false}
      rel="nofollow"
      className="-me-2 inline-flex min-h-11 items-center rounded-md px-2 text-sm text-ink-soft hover:text-ink sm:me-0 sm:min-h-9 sm:border sm:border-rule-strong sm:px-3 sm:text-ink sm:hover:border-ink print:hidden"
    >
      {children}
    </Link>
  );
}
