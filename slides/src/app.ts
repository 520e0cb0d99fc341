/** The application's origin. The content origin's server puts the real one in place of this when it serves. */
export const APP = "https://krug-app.invalid";
