"""What the components of a page send, also when they are gone."""

from streamlit.testing.v1 import AppTest


def test_what_is_no_part_of_the_page_any_more_sent_nothing() -> None:
    def page() -> None:
        import streamlit as st

        from graph.ui.parts.sent import sent_by

        st.session_state["there"] = {"event": "pressed"}
        st.json([sent_by("there", "event"), sent_by("there", "outbox"), sent_by("gone", "event")])

    app = AppTest.from_function(page).run()
    assert app.json[0].value == '["pressed", null, null]'
