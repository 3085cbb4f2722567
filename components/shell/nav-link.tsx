"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

const TAB =
  "min-h-11 items-center border-b-2 border-transparent text-sm text-ink-soft hover:text-ink " +
  "aria-[current]:border-ink aria-[current]:text-ink";

/** `wide`: there only where there is room; on small screens the account's menu has it. */
const LOOKS = {
  tab: `inline-flex ${TAB}`,
  wide: `hidden lg:inline-flex ${TAB}`,
  menu: "flex min-h-11 items-center rounded-md px-4 text-sm font-medium hover:bg-sunken aria-[current]:bg-sunken",
};

type NavLinkProps = {
  href: string;
  look?: keyof typeof LOOKS;
  /** Pages below it are other links'. */
  exact?: boolean;
  children: ReactNode;
};

/** A link of the navigation; marked where one is below it. */
export function NavLink({ href, look = "tab", exact = false, children }: NavLinkProps) {
  const path = usePathname();
  const here = path === href || (!exact && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      // Most visitors stay where they are: do not make the server prepare pages that nobody asked for.
      prefetch={false}
      aria-current={here ? (path === href ? "page" : "true") : undefined}
      className={LOOKS[look]}
    >
      {children}
    </Link>
  );
}
