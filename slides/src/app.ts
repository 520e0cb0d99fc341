/** The application's origin. The content origin's server puts the real one in place of this when it serves. */
export const APP = "https://krug-app.invalid";

/** Stands for the content origin itself in the host page's policy. */
export const CONTENT = "https://krug-content.invalid";
