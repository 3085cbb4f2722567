"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";

export const OVERLAY_CLASS = "fixed inset-0 z-40 bg-black/45 data-[state=open]:animate-rise";
export const PANEL_CLASS =
  "fixed left-1/2 top-1/2 z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 " +
  "-translate-y-1/2 gap-4 overflow-y-auto rounded-lg border border-rule bg-surface p-6 text-ink shadow-floating";

type DialogProps = {
  /** The element that opens it; leave out when `open` is given. */
  trigger?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons; wrap one that closes in DialogClose. */
  footer?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

export function Dialog({ trigger, title, description, children, footer, open, onOpenChange }: DialogProps) {
  const t = useTranslations("common");
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Primitive.Trigger asChild>{trigger}</Primitive.Trigger> : null}
      <Primitive.Portal>
        <Primitive.Overlay className={OVERLAY_CLASS} />
        <Primitive.Content className={PANEL_CLASS} aria-describedby={description ? undefined : ""}>
          <div className="grid gap-1 pe-8">
            <Primitive.Title className="font-serif text-lg font-semibold">{title}</Primitive.Title>
            {description ? (
              <Primitive.Description className="text-sm text-ink-soft">{description}</Primitive.Description>
            ) : null}
          </div>
          {children}
          {footer ? <div className="flex flex-wrap justify-end gap-3 pt-2">{footer}</div> : null}
          <Primitive.Close
            aria-label={t("close")}
            className="absolute end-3 top-3 grid size-10 place-items-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden="true" className="size-5" />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export function DialogClose({ children }: { children: ReactNode }) {
  return <Primitive.Close asChild>{children}</Primitive.Close>;
}
