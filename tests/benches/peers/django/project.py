"""Users, as somebody who knows Django REST framework writes them."""

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.urls import include, path
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework_simplejwt.views import TokenObtainPairView


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = [
            "id", "last_login", "is_superuser", "username", "first_name", "last_name", "email", "is_staff", "is_active",
            "date_joined", "groups", "user_permissions",
        ]


class RegistrationSerializer(serializers.ModelSerializer):
    password = serializers.CharField(write_only=True, validators=[validate_password])

    class Meta:
        model = User
        fields = ["id", "username", "password"]

    def create(self, validated_data):
        return User.objects.create_user(**validated_data)


class UserViewSet(mixins.CreateModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    # Two queries for all groups and permissions of a page instead of two for each user.
    queryset = User.objects.order_by("id").prefetch_related("groups", "user_permissions")

    def get_serializer_class(self):
        return RegistrationSerializer if self.action == "create" else UserSerializer

    def get_permissions(self):
        allowed = {"create": permissions.AllowAny, "me": permissions.IsAuthenticated}
        return [allowed.get(self.action, permissions.IsAdminUser)()]

    @action(detail=False)
    def me(self, request):
        return Response(self.get_serializer(request.user).data)


router = SimpleRouter()
router.register("users", UserViewSet)
urlpatterns = [path("token/", TokenObtainPairView.as_view()), path("", include(router.urls))]
