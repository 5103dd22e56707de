import { type Followed, type FollowedLog, Follower } from "./follower.js";

/** A log that a page follows as long as it is open; components that read `view` follow it. */
export class FollowedState<Told, Summary> {
  #view = $state.raw() as FollowedLog<Told, Summary>;
  #now = $state(Date.now());
  readonly follower: Follower<Told, Summary>;

  constructor(of: Omit<Followed<Told, Summary>, "onChange">) {
    this.follower = new Follower({ ...of, onChange: (view) => (this.#view = view) });
    this.#view = this.follower.view;
  }

  get view(): FollowedLog<Told, Summary> {
    return this.#view;
  }

  /** Milliseconds, anew now and then, for what is told as "two minutes ago". */
  get now(): number {
    return this.#now;
  }

  /** Follows it until what it gives is called. */
  start(): () => void {
    const online = () => this.follower.lookNow();
    const seen = () => {
      if (document.visibilityState === "visible") this.follower.lookNow();
    };
    const ticking = setInterval(() => (this.#now = Date.now()), 20_000);
    addEventListener("online", online);
    document.addEventListener("visibilitychange", seen);
    void this.follower.run();
    return () => {
      this.follower.stop();
      clearInterval(ticking);
      removeEventListener("online", online);
      document.removeEventListener("visibilitychange", seen);
    };
  }
}
