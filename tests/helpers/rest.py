"""When a page of Streamlit is at rest: what it asked of its server is answered, and the answer is drawn.

The app's own state tells it, never a pause: the messages on the page's web socket (which runs were asked for, begun and
ended, and whether a part of the page asks again by itself), Streamlit's marks on the page, which programs of components
are still being read, and what the canvases and the editor still have to say, draw or hear.
"""

from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PROGRAMS = """
{
  const create = URL.createObjectURL, programs = globalThis.__programs = { asked: 0, read: 0 };
  URL.createObjectURL = (content) => {
    if (content.type !== "text/javascript") return create(content);
    programs.asked++;
    return create(new Blob([content, "\\n;globalThis.__programs.read++;"], { type: content.type }));
  };
}
"""
"""Counts the programs of components: Streamlit makes each one a module at an address of its own, and imports it.

Until it is read the component is on the page, empty, and has nothing yet that could say so.
"""

STATE = """() => {
  const app = document.querySelector(".stApp")?.dataset;
  return {
    script: app?.testScriptState,
    connection: app?.testConnectionState,
    unread: globalThis.__programs.asked - globalThis.__programs.read,
    stale: document.querySelectorAll("[data-stale=true], [data-testid=stSkeleton]").length,
    canvas: Boolean(globalThis.__casegraphBusy?.()),
    editor: Boolean(globalThis.__casegraphEditorState?.()?.busy),
    review: Boolean(globalThis.__casegraphReview?.busy()),
    timeline: Boolean(globalThis.__casegraphTimelineBusy?.()),
  };
}"""
"""What of the page is at work; a page at rest is not running, connected, and nothing of it is stale or busy."""

DRAWN = f"""async () => {{
  const idle = () => {{
    const {{ script, connection, ...work }} = ({STATE})();
    return script === "notRunning" && connection === "CONNECTED" && !Object.values(work).some(Boolean);
  }};
  if (!idle()) return false;
  // what was set in motion by the last message is drawn in the next frame
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return idle();
}}"""
"""Whether all that has come to the page is drawn."""


@dataclass(slots=True)
class Traffic:
    """What a page asked of its server, and how far that is answered."""

    asked: int = 0
    """Runs that were asked for: by the page's opening, and by what a person did."""
    answered: bool = False
    """A run began after the last one was asked for, and ended."""
    again: set[str] = field(default_factory=set)
    """Parts of the page that ask again by themselves, until something that they wait for is there."""
    _begun: bool = False
    _part: str = ""

    def sent(self, data: bytes) -> None:
        """Take a message of the page."""
        message = BackMsg.FromString(data)
        if message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun:
            self.asked += 1
            self.answered = self._begun = False
            self._part = message.rerun_script.fragment_id

    def received(self, data: bytes) -> None:
        """Take a message of the server."""
        message = ForwardMsg.FromString(data)
        match message.WhichOneof("type"):
            case "new_session":
                parts = message.metadata.run.fragment_ids
                if not parts:
                    self.again.clear()
                self._begun = self._begun or not parts or self._part in parts
                self.answered = False
            case "script_finished":
                # a run that was cut short is followed by another one
                self.answered = self._begun and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            case "auto_rerun":
                self.again.add(message.auto_rerun.fragment_id)
            case "stop_auto_rerun":
                self.again.difference_update(message.stop_auto_rerun.fragment_ids)

    @property
    def quiet(self) -> bool:
        return self.answered and not self.again
