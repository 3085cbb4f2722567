"use client";

import { CircleUser } from "lucide-react";
import { usePathname } from "next/navigation";
import { type MouseEvent, type ReactNode, useId } from "react";

/** The console has a bar of its own that says who is signed in. */
const CONSOLE = /^\/(?:evidence|settings|operations)(?:\/|$)/;

type AccountMenuProps = {
  name: string;
  /** Of the button, for screen readers. */
  label: string;
  children: ReactNode;
};

/** A button with what belongs to the one who is signed in; the browser's own popover, which Escape and a press elsewhere close. */
export function AccountMenu({ name, label, children }: AccountMenuProps) {
  const id = useId();
  if (CONSOLE.test(usePathname())) return null;
  const closeOnLink = (event: MouseEvent<HTMLDivElement>) => {
    if (event.target instanceof Element && event.target.closest("a")) event.currentTarget.hidePopover();
  };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={label}
        title={name}
        className="-me-2 inline-flex sm:-ms-3 sm:me-0 min-h-11 min-w-11 items-center justify-center gap-2 rounded-md text-sm text-ink-soft hover:text-ink print:hidden"
      >
        <CircleUser aria-hidden="true" className="size-5" />
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the links in it, which are pressed by keyboard as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link pressed by keyboard clicks, too */}
      <div id={id} popover="auto" onClick={closeOnLink} className="header-menu">
        {children}
      </div>
    </>
  );
}
