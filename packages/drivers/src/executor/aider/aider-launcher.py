"""Starts the installed Aider, with what its command line cannot say.

Aider's own options do most of it. Here is what they leave open, and why it matters:

- **Nothing of the repository steers it.** Aider looks for `.aider.conf.yml`, `.env` and model files in the current folder. So it is started in an empty
  one, and told apart from it where the work lies.
- **Paths stay below the work.** Aider writes wherever a reply says, also to `../x` and into `.git`.
- **Facts instead of an exit code.** It ends with 0 whatever happened; what happened is appended to the event log.
- **A reply that edits is not thrown away** because its prose names another file of the project.
- **An outage is told soon.** Waiting for longer is the engine's, which can do other work meanwhile.

It knows one version from the inside. With another one it ends with 3 before any request.
"""

import json
import os
import sys
from pathlib import Path

work = os.path.realpath(os.environ["DEVTEAM_WORK"])
events = os.environ["DEVTEAM_EVENTS"]
longest_wait_seconds = 4
most_files = 50_000
left_out = {".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__"}


def tell(event, **properties):
    with open(events, "a", encoding="utf-8") as log:
        log.write(json.dumps({"event": event, "properties": properties}) + "\n")


try:
    from aider import __version__ as version
    from aider import main as aider_main
    from aider.coders import base_coder
    from aider.models import Model

    Coder = base_coder.Coder
    original = {
        name: getattr(Coder, name)
        for name in ("apply_updates", "check_for_file_mentions", "get_edits", "get_all_relative_files", "run_one", "show_exhausted_error")
    }
    send_completion = Model.send_completion
    base_coder.RETRY_TIMEOUT, base_coder.utils.find_common_root
    if version != os.environ["DEVTEAM_VERSION"]:
        raise ImportError(f"it is version {version}, not {os.environ['DEVTEAM_VERSION']}")
except (ImportError, AttributeError) as problem:
    print(f"This Aider is not one that DevTeam knows: {problem}", file=sys.stderr)
    sys.exit(3)

base_coder.RETRY_TIMEOUT = longest_wait_seconds
base_coder.utils.find_common_root = lambda files: work


def get_all_relative_files(self):
    """What a person could name: without Git, Aider itself only knows the files it was given."""
    known = getattr(self, "devteam_files", None)
    if known is None:
        known = set()
        for folder, folders, files in os.walk(work):
            folders[:] = [name for name in folders if name not in left_out]
            paths = [os.path.join(folder, name) for name in files]
            known.update(os.path.relpath(path, work) for path in paths if not os.path.islink(path) or is_below_work(path))
            if len(known) > most_files:
                break
        self.devteam_files = known
    return sorted(known | set(self.get_inchat_relative_files()))


def is_below_work(path):
    place = os.path.realpath(os.path.join(work, path))
    if place == work or not place.startswith(work + os.sep):
        return False
    return not any(part.lower() == ".git" for part in Path(os.path.relpath(place, work)).parts)


def edited_paths(coder):
    """What the reply wants to edit; None if it cannot be read, which Aider then tells the model."""
    shell_commands = list(coder.shell_commands)
    try:
        return [edit[0] for edit in coder.get_edits()]
    except Exception:
        return None
    finally:
        coder.shell_commands = shell_commands


def apply_updates(self):
    outside = [path for path in edited_paths(self) or [] if not is_below_work(path)]
    if outside:
        tell("devteam_refused", paths=outside[:10])
        self.io.tool_error("Refused, outside of the work: " + ", ".join(outside[:10]))
        self.reflected_message = None
        return set()
    edited = original["apply_updates"](self)
    tell("devteam_edited", paths=sorted(edited), problem=(self.reflected_message or "")[:4000])
    return edited


def check_for_file_mentions(self, content):
    if edited_paths(self) == []:
        return original["check_for_file_mentions"](self, content)
    return None


def show_exhausted_error(self):
    tell("devteam_exhausted")
    return original["show_exhausted_error"](self)


def run_one(self, user_message, preproc):
    self.partial_response_content = ""
    original["run_one"](self, user_message, preproc)
    tell("devteam_end", unfinished=(self.reflected_message or "")[:4000], reflections=self.num_reflections, edited=sorted(self.aider_edited_files))


def completion(self, *args, **kwargs):
    try:
        digest, answer = send_completion(self, *args, **kwargs)
    except Exception as problem:
        tell("devteam_model_error", name=type(problem).__name__, status=getattr(problem, "status_code", None), message=str(problem)[:2000])
        raise
    choice = answer.choices[0] if getattr(answer, "choices", None) else None
    usage = getattr(answer, "usage", None)
    tell(
        "devteam_model_answer",
        finish=getattr(choice, "finish_reason", None),
        empty=not (choice and choice.message.content),
        said=((choice and choice.message.content) or "")[:2000],
        input_tokens=getattr(usage, "prompt_tokens", None),
        output_tokens=getattr(usage, "completion_tokens", None),
    )
    return digest, answer


Coder.get_all_relative_files = get_all_relative_files
Coder.apply_updates = apply_updates
Coder.check_for_file_mentions = check_for_file_mentions
Coder.show_exhausted_error = show_exhausted_error
Coder.run_one = run_one
Model.send_completion = completion

sys.argv[0] = "aider"
sys.exit(aider_main.main(sys.argv[1:]))
