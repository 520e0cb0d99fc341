/** What a slide's page may do, said by the worker with every file. */
import { APP } from "./app";

const POLICY = [
  "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'self'",
  `frame-ancestors ${APP}`,
  "sandbox allow-scripts allow-same-origin",
].join("; ");

export const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
  "Permissions-Policy":
    "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), midi=()",
  "X-DNS-Prefetch-Control": "off",
  // Where a policy of contents has no word for it: WebRTC, preconnect, names looked up (Chromium 152 and later).
  "Connection-Allowlist": "(response-origin);webrtc=block",
  // A slide that hangs must not take the application's process with it.
  "Origin-Agent-Cluster": "?1",
};
