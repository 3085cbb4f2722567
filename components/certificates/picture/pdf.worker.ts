/** Reads PDFs for draw-pages.ts, off the page's thread: the library's own worker, served from here. */
import "pdfjs-dist/legacy/build/pdf.worker.min.mjs";
