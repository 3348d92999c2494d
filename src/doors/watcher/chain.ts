/** Watches each tree in the best way that the machine lets it: when one way fails, the next takes over. */
import type { WatchBackend, WatchFault, WatchHint, WatchTarget, Way } from "./backend.js";

/** Which ways to try with a tree, the best first, and why that one. */
export interface Plan {
  ways: readonly Way[];
  reason: string;
}

/** How a tree is watched, for people too. */
export interface Standing {
  name: Way;
  /** Why in this way. */
  reason: string;
  /** What someone can do that a better way works; null when this is the best one. */
  remedy: string | null;
  watches: number;
}

export interface Prepared {
  target: WatchTarget;
  plan: Plan;
}

export interface Chain {
  /**
   * Watches a tree, anew if it is watched already, when what was begun with it before is over; what `prepare` gives is then as new as can
   * be. Throws what `prepare` throws.
   */
  arm(root: string, prepare: () => Promise<Prepared>): Promise<Standing>;
  disarm(root: string): Promise<void>;
  /** How an armed tree is watched now. */
  standing(root: string): Standing | null;
}

interface Post extends Prepared {
  /** What watches it, or tries to. */
  backend: WatchBackend;
  /** What is still to be tried. */
  left: WatchBackend[];
  /** Why the last way failed. */
  fault: WatchFault | null;
  /** It failed, and the next is not there yet. */
  isFalling: boolean;
  /** A way is being tried: when it fails, the next is tried at once. */
  isBeginning: boolean;
}

export interface ChainOptions {
  backends: readonly WatchBackend[];
  onHint(hint: WatchHint): void;
  /** Another way took over; until it had, changes were not heard of. */
  onFall(root: string, standing: Standing): void;
}

export function watchChain({ backends, onHint, onFall }: ChainOptions): Chain {
  const posts = new Map<string, Post>();
  const inTurn = turns();

  function standingOf({ target, plan, backend, fault }: Post): Standing {
    const { name } = backend;
    return { name, reason: fault?.reason ?? plan.reason, remedy: fault?.remedy ?? null, ...backend.cost(target.root) };
  }

  /** Tries one way after the other. */
  async function begin(post: Post): Promise<void> {
    post.isBeginning = true;
    do {
      post.isFalling = false;
      await post.backend.arm(post.target);
    } while (post.isFalling && next(post));
    post.isBeginning = false;
  }

  function next(post: Post): boolean {
    const backend = post.left.shift();
    if (!backend) return false;
    post.backend = backend;
    return true;
  }

  function failed(backend: WatchBackend, fault: WatchFault): void {
    const post = posts.get(fault.root);
    if (!post || post.backend !== backend || post.isFalling) return;
    post.fault = fault;
    post.isFalling = true;
    if (!post.isBeginning) void inTurn(fault.root, () => fall(post));
  }

  async function fall(post: Post): Promise<void> {
    const { root } = post.target;
    if (posts.get(root) !== post || !next(post)) return;
    await begin(post);
    onFall(root, standingOf(post));
  }

  for (const backend of backends) {
    backend.onHint(onHint);
    backend.onFault((fault) => failed(backend, fault));
  }

  async function end(root: string): Promise<void> {
    const post = posts.get(root);
    posts.delete(root);
    await post?.backend.disarm(root);
  }

  return {
    arm: (root, prepare) =>
      inTurn(root, async () => {
        await end(root);
        const prepared = await prepare();
        const [first, ...left] = prepared.plan.ways.flatMap((way) => backends.filter(({ name }) => name === way));
        if (!first) throw new Error(`there is no way to watch ${root}`);
        const post: Post = { ...prepared, backend: first, left, fault: null, isFalling: false, isBeginning: false };
        posts.set(root, post);
        await begin(post);
        return standingOf(post);
      }),
    disarm: (root) => inTurn(root, () => end(root)),
    standing(root) {
      const post = posts.get(root);
      return post ? standingOf(post) : null;
    },
  };
}

/** Makes what does one task after the other with each root: two at a time would leave watches that nobody can end. */
function turns() {
  const last = new Map<string, Promise<void>>();
  return function inTurn<T>(root: string, task: () => Promise<T>): Promise<T> {
    const done = (last.get(root) ?? Promise.resolve()).then(task);
    const over = done.then(
      () => {},
      () => {},
    );
    last.set(root, over);
    void over.then(() => {
      if (last.get(root) === over) last.delete(root);
    });
    return done;
  };
}
