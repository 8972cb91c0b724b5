"""What is too long is said where it was typed, and stays there to be made shorter."""

from textual.widgets import Input, TextArea

from tests.tui.board_app import board_app, frame, press, settle


async def test_a_title_that_is_too_long_stays_in_the_line(own_world: object) -> None:
    async with board_app(size=(120, 30)) as (app, pilot):
        await press(app, pilot, "a")
        app.screen.query_one(Input).value = "x" * 201
        await press(app, pilot, "enter")
        assert "The title has 201 characters; at most 200 fit." in frame(app)
        assert app.screen.query_one(Input).value == "x" * 201
        assert len(list(app.session.workspace.cards())) == 5


async def test_a_comment_that_is_too_long_stays_in_its_dialog(own_world: object) -> None:
    async with board_app(size=(120, 30)) as (app, pilot):
        await press(app, pilot, "C")
        app.screen.query_one(TextArea).text = "x" * (64 * 1024 + 1)
        await press(app, pilot, "ctrl+o")
        assert "The comment has 65,537 bytes; at most 65,536 fit." in frame(app)
        assert len(app.screen.query_one(TextArea).text) == 64 * 1024 + 1


async def test_every_field_of_the_form_that_is_too_long_is_named_there(own_world: object) -> None:
    over = {
        "title": ("x" * 201, "The title has 201 characters; at most 200 fit."),
        "tags": (", ".join(f"t{number}" for number in range(201)), "tags has 201 items; at most 200 fit."),
        "body": ("x" * (256 * 1024 + 1), "The body has 262,145 bytes; at most 262,144 fit."),
        "checklist": ("\n".join(["- [ ] x"] * 1001), "checklist has 1,001 items; at most 1,000 fit."),
    }
    async with board_app(size=(120, 40)) as (app, pilot):
        await press(app, pilot, "e")
        for name, (text, said) in over.items():
            field = app.screen.query_one(f"#field-{name}")
            if isinstance(field, Input):
                before, field.value = field.value, text
            else:
                assert isinstance(field, TextArea)
                before, field.text = field.text, text
            await press(app, pilot, "ctrl+o")
            assert said in frame(app), name
            if isinstance(field, Input):
                assert field.value == text
                field.value = before
            else:
                assert field.text == text
                field.text = before
            await settle(app, pilot)
        assert app.session.workspace.seq == 1
