"use client";

import Link from "next/link";
import { DropdownMenu as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

const ITEM_CLASS =
  "flex min-h-10 w-full items-center gap-2.5 rounded-sm px-3 text-sm outline-none select-none " +
  "data-highlighted:bg-sunken data-disabled:text-ink-faint";

type DropdownMenuProps = { trigger: ReactNode; children: ReactNode; align?: "start" | "end" };

/** Stands in the document where its trigger does, so that it stays within its landmark. */
export function DropdownMenu({ trigger, children, align = "end" }: DropdownMenuProps) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Content
        align={align}
        sideOffset={6}
        collisionPadding={12}
        className="z-50 min-w-52 rounded-lg border border-rule bg-surface p-1.5 shadow-floating data-[state=open]:animate-rise"
      >
        {children}
      </Primitive.Content>
    </Primitive.Root>
  );
}

type MenuItemProps = { children: ReactNode; onSelect?: () => void; disabled?: boolean; danger?: boolean };

export function MenuItem({ children, onSelect, disabled, danger }: MenuItemProps) {
  return (
    <Primitive.Item
      onSelect={onSelect}
      disabled={disabled}
      className={cx(ITEM_CLASS, danger ? "text-danger" : "text-ink")}
    >
      {children}
    </Primitive.Item>
  );
}

type MenuLinkProps = { href: string; children: ReactNode; download?: boolean };

/** A page of ours, or with `download` a file. */
export function MenuLink({ href, children, download }: MenuLinkProps) {
  return (
    <Primitive.Item asChild>
      {download ? (
        <a href={href} download className={cx(ITEM_CLASS, "text-ink")}>
          {children}
        </a>
      ) : (
        <Link href={href} className={cx(ITEM_CLASS, "text-ink")}>
          {children}
        </Link>
      )}
    </Primitive.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="px-3 py-1.5 text-xs text-ink-faint">{children}</Primitive.Label>;
}

export function MenuSeparator() {
  return <Primitive.Separator className="my-1.5 h-px bg-rule" />;
}
