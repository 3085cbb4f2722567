"use client";

import Link from "next/link";
import { useParams } from "next/navigation";
import type { ComponentProps } from "react";
import { explorerPath, FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";

/** Where the ledger that the page shows has its pages. */
export function useExplorerPath(): string {
  const { ledger } = useParams<{ ledger?: string }>();
  return explorerPath(ledger ?? FIRST_LEDGER);
}

type ExplorerLinkProps = Omit<ComponentProps<typeof Link>, "href"> & {
  /** What follows the explorer's own address, such as "/blocks/5". */
  to: string;
};

/** A link to another page about the ledger that is looked at. */
export function ExplorerLink({ to, className = "text-link", ...rest }: ExplorerLinkProps) {
  return <Link {...rest} href={`${useExplorerPath()}${to}`} className={className} />;
}
