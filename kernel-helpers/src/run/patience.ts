/** Seconds that Locust may take to start. */
export const loadStart = 30;
/** Seconds beyond all that a trial may take, after which its captures end by themselves. */
export const grace = 60;
/** Seconds that it may take to end when told: requests under way are finished. */
export const loadEnd = 30;
/** Seconds in which the application's databases must be filled. */
export const populateEnd = 120;
